/**
 * What subscribers and operators say and ask beside the streams: acks, and who is present.
 */
@NullMarked
package dev.tidings.push.gateway.rest;

import org.jspecify.annotations.NullMarked;
