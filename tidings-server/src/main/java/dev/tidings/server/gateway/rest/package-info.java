/**
 * What subscribers and operators say and ask beside the streams: acks, and who is present.
 */
@NullMarked
package dev.tidings.server.gateway.rest;

import org.jspecify.annotations.NullMarked;
