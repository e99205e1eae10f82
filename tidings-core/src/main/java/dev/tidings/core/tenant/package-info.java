/** What the engine knows about tenants. */
@NullMarked
package dev.tidings.core.tenant;

import org.jspecify.annotations.NullMarked;
