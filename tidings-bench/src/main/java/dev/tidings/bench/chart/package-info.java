/** Charts of series that benchmarks measured, as SVG. */
@NullMarked
package dev.tidings.bench.chart;

import org.jspecify.annotations.NullMarked;
