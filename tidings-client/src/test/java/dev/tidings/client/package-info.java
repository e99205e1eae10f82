@NullMarked
package dev.tidings.client;

import org.jspecify.annotations.NullMarked;
