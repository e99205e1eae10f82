/**
 * Parses the documentation for tests: snippets with language and marker, commands, expected
 * output, Java.
 *
 * <p>A marker is a comment right above a fence:
 *
 * <ul>
 *   <li>{@code <!-- snippet: not run: REASON -->}, whose number is limited,
 *   <li>{@code <!-- snippet: server -->}: the document's server is started with this configuration,
 *   <li>{@code <!-- snippet: file NAME -->}: the text is first written to the server's data folder,
 *   <li>{@code <!-- snippet: printed by COMMAND -->}: the output of a running command,
 *   <li>{@code <!-- snippet: answer -->}: the response to the previous command,
 *   <li>{@code <!-- snippet: given TYPE NAME, … -->}: the variables of the Java code,
 *   <li>{@code <!-- snippet: same as FILE -->}: the code is in a file that the build compiles.
 * </ul>
 */
@NullMarked
package dev.tidings.server.docs;

import org.jspecify.annotations.NullMarked;
