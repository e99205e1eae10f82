/** Address ranges for comparison with client addresses. */
@NullMarked
package dev.tidings.http.net;

import org.jspecify.annotations.NullMarked;
