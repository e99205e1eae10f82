/**
 * Bulk runs: background work over many rows, in slices, with progress that survives a crash. A part of the server adds a
 * kind of run with a {@link dev.tidings.core.bulk.BulkKind}.
 */
@NullMarked
package dev.tidings.core.bulk;

import org.jspecify.annotations.NullMarked;
