/** Push as a feature of a server: what a log and a hub need to be served, drained and closed. */
@NullMarked
package dev.tidings.push.feature;

import org.jspecify.annotations.NullMarked;
