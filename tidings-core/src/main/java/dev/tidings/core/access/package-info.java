/** API keys and their permissions. Each key belongs to one tenant. */
@NullMarked
package dev.tidings.core.access;

import org.jspecify.annotations.NullMarked;
