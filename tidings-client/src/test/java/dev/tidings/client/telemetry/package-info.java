@NullMarked
package dev.tidings.client.telemetry;

import org.jspecify.annotations.NullMarked;
