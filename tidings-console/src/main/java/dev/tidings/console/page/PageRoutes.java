package dev.tidings.console.page;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpResponse;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** All pages by method and path. */
final class PageRoutes {
    private final List<Route> all = new ArrayList<>();

    /** @param open whether it needs no access */
    private record Route(Set<HttpMethod> methods, Pattern path, ConsolePage page, boolean open) {}

    /** The page of a request, with the parts of its path. */
    record Match(ConsolePage page, Matcher path, boolean open) {}

    PageRoutes(Html html, ConsoleAccess access, InstantSource clock) {
        SignInPages signIn = new SignInPages(html, access);
        open("/sign-in", signIn::form, HttpMethod.GET);
        open("/sign-in", signIn::submitted, HttpMethod.POST);
        open("/sign-out", signIn::signedOut, HttpMethod.POST);
        open("/preferences", new Preferences()::choose, HttpMethod.POST);
        guarded("/help", visit -> done(html.page("help.jte", visit.shell().in("help"), "")), HttpMethod.GET);
        DeliveryPages deliveries = new DeliveryPages(html);
        guarded("", new OverviewPage(html, clock)::show, HttpMethod.GET);
        guarded("/search", new SearchPage(html)::search, HttpMethod.GET);
        guarded("/deliveries", deliveries::list, HttpMethod.GET);
        guarded("/deliveries/(?<id>[^/]+)", deliveries::detail, HttpMethod.GET);
        DeliveryActions actions = new DeliveryActions(html);
        guarded(
                "/deliveries/(?<id>[^/]+)/(?<action>retry-now|replay|cancel)",
                actions::serve,
                HttpMethod.GET,
                HttpMethod.POST);
        EndpointPages endpoints = new EndpointPages(html);
        guarded("/endpoints", endpoints::list, HttpMethod.GET);
        guarded("/endpoints/(?<id>[^/]+)", endpoints::detail, HttpMethod.GET);
        guarded(
                "/endpoints/(?<id>[^/]+)/(?<action>test|pause|resume|rotate-secret)",
                new EndpointActions(html)::serve,
                HttpMethod.GET,
                HttpMethod.POST);
    }

    private static CompletableFuture<HttpResponse> done(HttpResponse response) {
        return CompletableFuture.completedFuture(response);
    }

    private void open(String path, ConsolePage page, HttpMethod... methods) {
        all.add(new Route(Set.of(methods), pattern(path), page, true));
    }

    private void guarded(String path, ConsolePage page, HttpMethod... methods) {
        all.add(new Route(Set.of(methods), pattern(path), page, false));
    }

    private static Pattern pattern(String path) {
        return Pattern.compile("/console" + path + "/?");
    }

    @Nullable
    Match find(HttpMethod method, String path) {
        HttpMethod asked = method == HttpMethod.HEAD ? HttpMethod.GET : method;
        for (Route route : all) {
            Matcher matcher = route.path().matcher(path);
            if (route.methods().contains(asked) && matcher.matches()) {
                return new Match(route.page(), matcher, route.open());
            }
        }
        return null;
    }
}
