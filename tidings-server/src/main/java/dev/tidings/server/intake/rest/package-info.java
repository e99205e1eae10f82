/**
 * Intents over REST. Nothing here blocks: a body is read when it is complete, accepted in a future and answered after
 * the commit.
 */
@NullMarked
package dev.tidings.server.intake.rest;

import org.jspecify.annotations.NullMarked;
