package dev.tidings.console.page;

import dev.tidings.core.access.Scope;
import dev.tidings.http.access.Principal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who sees a page.
 *
 * @param known whether they have access; not on the page to sign in
 * @param key the id of the key that was used to sign in; null when nobody has signed in
 * @param system whether they may see what all tenants share
 */
public record Viewer(boolean known, @Nullable String key, boolean system) {
    static final Viewer UNKNOWN = new Viewer(false, null, false);

    static Viewer of(Principal principal) {
        return new Viewer(true, principal.keyId(), principal.allowedAny(List.of(Scope.SYSTEM)));
    }
}
