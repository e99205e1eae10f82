/** A channel as a third party writes it; docs/guides/channel-spi.md shows it. */
@NullMarked
package com.example.tidings;

import org.jspecify.annotations.NullMarked;
