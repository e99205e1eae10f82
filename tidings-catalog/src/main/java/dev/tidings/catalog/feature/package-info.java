/** The catalogue as a feature of a server. */
@NullMarked
package dev.tidings.catalog.feature;

import org.jspecify.annotations.NullMarked;
