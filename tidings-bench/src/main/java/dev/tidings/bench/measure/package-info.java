/** What every workload needs: rounds, rows with their goals, the machine's name, and the two ways to show them. */
@NullMarked
package dev.tidings.bench.measure;

import org.jspecify.annotations.NullMarked;
