@NullMarked
package dev.tidings.client.push;

import org.jspecify.annotations.NullMarked;
