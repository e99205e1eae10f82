/** REST routes beside subscriptions: acknowledgements and presence. */
@NullMarked
package dev.tidings.push.gateway.rest;

import org.jspecify.annotations.NullMarked;
