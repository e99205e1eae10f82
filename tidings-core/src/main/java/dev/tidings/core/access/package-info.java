/**
 * API keys and what they allow. A key belongs to one tenant.
 */
@NullMarked
package dev.tidings.core.access;

import org.jspecify.annotations.NullMarked;
