/** Does bulk runs: leases them, slice by slice, one node at a time per run. */
@NullMarked
package dev.tidings.engine.bulk;

import org.jspecify.annotations.NullMarked;
