/** The contract of channels, for Tidings' own and third-party ones. */
@NullMarked
package dev.tidings.testkit.channel;

import org.jspecify.annotations.NullMarked;
