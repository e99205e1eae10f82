package dev.tidings.server.docs;

/**
 * What stands between two fences.
 *
 * @param line of the fence, from 1
 * @param language empty where the fence has none
 * @param marker what follows {@code snippet:} in the comment above; empty where there is none
 */
public record Snippet(String document, int line, String language, String marker, String text) {
    public boolean marked(String word) {
        return marker.equals(word) || marker.startsWith(word + " ") || marker.startsWith(word + ":");
    }

    /** What follows the word in the marker. */
    public String markedWith(String word) {
        return marker.substring(word.length()).strip();
    }

    /** Shown to be read, or marked with the reason why nothing here can run it. */
    public boolean notRun() {
        return marked("not run") || (language.equals("text") && marker.isEmpty());
    }

    public String where() {
        return document + ":" + line;
    }
}
