/** Tenants as a feature of a server. */
@NullMarked
package dev.tidings.tenants.feature;

import org.jspecify.annotations.NullMarked;
