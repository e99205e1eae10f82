/**
 * The SPI of channels: one class that turns a message into an outcome. Expected failures are outcomes, never
 * exceptions.
 */
@NullMarked
package dev.tidings.core.channel;

import org.jspecify.annotations.NullMarked;
