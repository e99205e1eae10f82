/** A third-party channel, shown in docs/guides/channel-spi.md. */
@NullMarked
package com.example.tidings;

import org.jspecify.annotations.NullMarked;
