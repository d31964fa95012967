package example;

import software.amazon.awscdk.App;

public final class ScreeningApp {
    public static void main(final String[] args) {
        final App app = new App();
        new ScreeningStack(app, "Screening");
        app.synth();
    }

    private ScreeningApp() {}
}
