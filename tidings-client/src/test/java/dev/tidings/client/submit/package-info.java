@NullMarked
package dev.tidings.client.submit;

import org.jspecify.annotations.NullMarked;
