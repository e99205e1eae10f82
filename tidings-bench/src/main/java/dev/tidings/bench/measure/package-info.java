/** Common to all workloads: rounds, rows with goals, the machine, and the output formats. */
@NullMarked
package dev.tidings.bench.measure;

import org.jspecify.annotations.NullMarked;
