package dev.tidings.console.page;

import org.jspecify.annotations.Nullable;

/**
 * Who sees a page.
 *
 * @param known whether they have access; not on the page to sign in
 * @param key the id of the key that was used to sign in; null when nobody has signed in
 */
public record Viewer(boolean known, @Nullable String key) {
    static final Viewer UNKNOWN = new Viewer(false, null);
}
