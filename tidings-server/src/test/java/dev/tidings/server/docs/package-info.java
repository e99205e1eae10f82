/**
 * The documentation, as tests read it: snippets with the language of their fence and the marker above it, commands, expected
 * output, Java.
 *
 * <p>A marker is a comment right above a fence:
 *
 * <ul>
 *   <li>{@code <!-- snippet: not run: REASON -->}; how many there may be is bounded,
 *   <li>{@code <!-- snippet: server -->}: the document's server is started with this configuration,
 *   <li>{@code <!-- snippet: file NAME -->}: the text goes into the server's data folder first,
 *   <li>{@code <!-- snippet: printed by COMMAND -->}: what a command has printed that goes on,
 *   <li>{@code <!-- snippet: answer -->}: what the command before has answered,
 *   <li>{@code <!-- snippet: given TYPE NAME, … -->}: what the Java in it finds there,
 *   <li>{@code <!-- snippet: same as FILE -->}: it stands in a file that the build compiles.
 * </ul>
 */
@NullMarked
package dev.tidings.server.docs;

import org.jspecify.annotations.NullMarked;
