using LlmFunctions.Routing.Strategies;

namespace LlmFunctions.Configuration;

/// <summary>Reads the settings of routing. Whether the models exist is checked when the providers are known.</summary>
internal static class RoutingOptionsReader
{
    private const int MostTokens = 10_000_000;
    private const long MostWeight = 1_000_000;

    private static readonly string[] Known = ["Strategy", "Aliases", "Routes", "Versions", "Tasks", "Auto", "ExpectedOutputTokens"];
    private static readonly string[] KnownOfRoute = ["Models", "Weights", "Strategy", "Fallbacks"];
    private static readonly string[] KnownOfVersion = ["Model", "Deprecated", "Sunset", "Replacement"];
    private static readonly string[] KnownOfTask = ["Primary", "Fallback"];

    private static readonly string[] KnownOfAuto =
        ["Simple", "Medium", "Complex", "SimplePromptTokens", "SimpleOutputTokens", "ComplexPromptTokens", "ComplexOutputTokens"];

    public static RoutingOptions Read(SettingReader settings)
    {
        settings.AllowOnly(Known);
        RoutingOptions defaults = new();
        return new RoutingOptions
        {
            Strategy = ReadStrategy(settings) ?? defaults.Strategy,
            Aliases = settings.Map("Aliases"),
            Routes = ReadAll(settings.Sections("Routes"), ReadRoute),
            Versions = ReadAll(settings.Sections("Versions"), ReadVersion),
            Tasks = ReadAll(settings.Sections("Tasks"), ReadTask),
            Auto = ReadAuto(settings.Section("Auto")),
            ExpectedOutputTokens = Tokens(settings, "ExpectedOutputTokens", defaults.ExpectedOutputTokens),
        };
    }

    public static string? ReadStrategy(SettingReader settings)
    {
        if (settings.Text("Strategy") is not { } name)
        {
            return null;
        }

        string? strategy = RoutingStrategies.Canonical(name);
        if (strategy is null)
        {
            settings.Fail("Strategy", $"is '{name}', but must be one of {string.Join(", ", RoutingStrategies.Names)}");
        }

        return strategy;
    }

    private static List<T> ReadAll<T>(IEnumerable<SettingReader> sections, Func<SettingReader, T> read)
    {
        List<T> all = [];
        foreach (SettingReader section in sections)
        {
            T one = read(section);
            if (!section.IsEmpty)
            {
                all.Add(one);
            }
        }

        return all;
    }

    private static RouteOptions ReadRoute(SettingReader settings)
    {
        settings.AllowOnly(KnownOfRoute);
        IReadOnlyDictionary<string, string> models = settings.Map("Models");
        if (models.Count == 0 && !settings.IsEmpty)
        {
            settings.Fail("Models", "is needed: a route without a model serves nothing");
        }

        return new RouteOptions
        {
            Name = settings.Name,
            Models = [.. models.Values],
            Weights = ReadWeights(settings.Section("Weights"), settings.Map("Weights"), models),
            Strategy = ReadStrategy(settings),
            Fallbacks = settings.List("Fallbacks"),
        };
    }

    private static double[] ReadWeights(SettingReader settings, IReadOnlyDictionary<string, string> weights, IReadOnlyDictionary<string, string> models)
    {
        foreach (string index in weights.Keys.Where(index => !models.ContainsKey(index)))
        {
            settings.Fail(index, "is the weight of a model that is not there");
        }

        double[] read = [.. models.Keys.Select(index => (double)(settings.Number(index, 0, MostWeight) ?? 1))];
        if (read.Length > 0 && read.Sum() == 0)
        {
            settings.Fail("", "are all 0: one of them at least must be above");
        }

        return read;
    }

    private static VersionOptions ReadVersion(SettingReader settings)
    {
        settings.AllowOnly(KnownOfVersion);
        VersionOptions version = new()
        {
            Model = settings.Text("Model") ?? "",
            Deprecated = settings.Date("Deprecated"),
            Sunset = settings.Date("Sunset"),
            Replacement = settings.Text("Replacement"),
        };
        if (version.Model.Length == 0 && !settings.IsEmpty)
        {
            settings.Fail("Model", "is needed: it says which model the version is of");
        }

        if (version.Deprecated > version.Sunset)
        {
            settings.Fail("Sunset", "is before Deprecated");
        }

        return version;
    }

    private static TaskOptions ReadTask(SettingReader settings)
    {
        settings.AllowOnly(KnownOfTask);
        TaskOptions task = new() { Name = settings.Name, Primary = settings.List("Primary"), Fallback = settings.List("Fallback") };
        if (task.Primary.Count == 0 && task.Fallback.Count == 0 && !settings.IsEmpty)
        {
            settings.Fail("Primary", "is needed: a task without a model serves nothing");
        }

        return task;
    }

    private static AutoOptions ReadAuto(SettingReader settings)
    {
        settings.AllowOnly(KnownOfAuto);
        AutoOptions defaults = new();
        AutoOptions auto = new()
        {
            Simple = settings.List("Simple"),
            Medium = settings.List("Medium"),
            Complex = settings.List("Complex"),
            SimplePromptTokens = Tokens(settings, "SimplePromptTokens", defaults.SimplePromptTokens),
            SimpleOutputTokens = Tokens(settings, "SimpleOutputTokens", defaults.SimpleOutputTokens),
            ComplexPromptTokens = Tokens(settings, "ComplexPromptTokens", defaults.ComplexPromptTokens),
            ComplexOutputTokens = Tokens(settings, "ComplexOutputTokens", defaults.ComplexOutputTokens),
        };
        if (auto.SimplePromptTokens >= auto.ComplexPromptTokens)
        {
            settings.Fail("ComplexPromptTokens", "must be above SimplePromptTokens");
        }

        if (auto.SimpleOutputTokens >= auto.ComplexOutputTokens)
        {
            settings.Fail("ComplexOutputTokens", "must be above SimpleOutputTokens");
        }

        return auto;
    }

    private static int Tokens(SettingReader settings, string name, int fallback) => (int)(settings.Number(name, 1, MostTokens) ?? fallback);
}
