/** Address ranges, as people write them and as the addresses of clients are compared with them. */
@NullMarked
package dev.tidings.http.net;

import org.jspecify.annotations.NullMarked;
