package dev.tidings.console.page;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import dev.tidings.console.session.BrowserCookies;
import dev.tidings.console.text.Language;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Keeps the choice of language or theme in the browser. */
final class Preferences {
    private static final Set<String> THEMES = Set.of("auto", "light", "dark");

    CompletableFuture<HttpResponse> choose(Visit visit) {
        String language = visit.form().get("language", "");
        if (Language.of(language).isPresent()) {
            keep(visit, BrowserCookies.LANGUAGE, language);
        }
        String theme = visit.form().get("theme", "");
        if (THEMES.contains(theme)) {
            keep(visit, BrowserCookies.THEME, theme);
        }
        return CompletableFuture.completedFuture(
                Html.see(SignInPages.local(visit.form().get("next", ""))));
    }

    private static void keep(Visit visit, String name, String value) {
        visit.ctx()
                .addAdditionalResponseHeader(
                        HttpHeaderNames.SET_COOKIE, BrowserCookies.setChoice(visit.ctx(), name, value));
    }
}
