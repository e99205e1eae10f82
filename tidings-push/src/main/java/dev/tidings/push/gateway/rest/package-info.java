/** REST routes beside the streams: acknowledgements and presence. */
@NullMarked
package dev.tidings.push.gateway.rest;

import org.jspecify.annotations.NullMarked;
