package dev.tidings.server.docs;

/**
 * A fenced code block.
 *
 * @param line the line of the fence, from 1
 * @param language empty if there is none
 * @param marker the text after {@code snippet:} in the comment above; empty if there is none
 */
public record Snippet(String document, int line, String language, String marker, String text) {
    public boolean marked(String word) {
        return marker.equals(word) || marker.startsWith(word + " ") || marker.startsWith(word + ":");
    }

    /** The text after the keyword of the marker. */
    public String markedWith(String word) {
        return marker.substring(word.length()).strip();
    }

    /** Text that is not run, or a snippet marked with the reason why it cannot be run. */
    public boolean notRun() {
        return marked("not run") || (language.equals("text") && marker.isEmpty());
    }

    public String where() {
        return document + ":" + line;
    }
}
