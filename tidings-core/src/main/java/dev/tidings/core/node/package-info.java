/**
 * The processes that share one store. There is no leader, and leases do not depend on node names: this data is for
 * display and for dividing shared limits.
 */
@NullMarked
package dev.tidings.core.node;

import org.jspecify.annotations.NullMarked;
