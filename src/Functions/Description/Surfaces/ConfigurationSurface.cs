using LlmFunctions.Errors;
using LlmFunctions.Security;

namespace LlmFunctions.Functions.Description.Surfaces;

/// <summary>The configuration, changed while the app runs.</summary>
internal static class ConfigurationSurface
{
    private const Rights Edit = Rights.EditProviders | Rights.SystemConfig;

    private static readonly Parameter DryRun = Parameter.Query("dry_run", "Whether it is only checked and said what would be done.", Schema.Of("""{"enum":["true","false"],"default":"false"}"""));

    private static readonly Content Outcome = Content.Json("ConfigurationOutcome");

    private static readonly ErrorKind[] OfChanges = [ErrorKind.InvalidRequest, ErrorKind.NotFound, ErrorKind.Conflict, ErrorKind.PreconditionFailed, ErrorKind.PreconditionRequired, ErrorKind.RequestTooLarge];

    public static Surface Surface { get; } = new("Configuration", "Providers, accounts, models, prices, routes, apps, limits, rules of alerts and experiments, changed while the app runs; files and backups.")
    {
        Schemas = "Surfaces/configuration",
        Operations =
        [
            .. Of("providers", "providers", "Provider", "{name}", [Named("acme")], "acme", """{"Dialect":"openai","BaseUrl":"https://llm.acme.example/v1","Models":["rocket-2"]}"""),
            .. Of("accounts of providers", "accounts", "Account", "{provider}/{name}", [Provider("ollama"), Named("second")], "ollama/second", """{"Weight":2}"""),
            .. Of("what is known of models", "models", "Model", "{provider}/{model}", [Provider("ollama"), Model("llama3:8b")], "ollama/llama3:8b", """{"ContextWindow":8192}"""),
            .. Of("prices", "prices", "Price", "{provider}/{model}", [Provider("ollama"), Model("llama3:8b")], "ollama/llama3:8b", """{"Tiers":[{"Input":1,"Output":2}]}"""),
            .. Of("routes", "routes", "Route", "{name}", [Named("house-model")], "house-model", """{"Models":["sandbox/echo"]}"""),
            .. Of("apps", "apps", "App", "{name}", [Named("shop")], "shop", """{"MaxRetries":1}"""),
            .. Of("limits", "quotas", "Quota", "{name}", [Named("daily")], "daily", """{"Scope":"app","Match":"shop","Unit":"requests","Window":"day","Limit":1000}"""),
            .. Of("experiments", "experiments", "Experiment", "{name}", [Named("larger-model")], "larger-model", """{"Model":"sandbox/echo","Variants":{"control":{"Target":"sandbox/echo","Weight":9},"larger":{"Target":"sandbox/large","Weight":1}}}"""),
            .. Of("rules of alerts", "alerts", "Alert", "{name}", [Named("slow")], "slow", """{"Kind":"latency","Threshold":8000,"By":"model"}"""),
            .. Items("ManageRouting", "/api/v1/manage/routing", "the strategy, aliases, versions, tasks and `auto`", [], Rights.ViewProviders, Rights.EditProviders, """{"Strategy":"cost_optimized"}"""),
            new("ApplyConfiguration", "POST", "/api/v1/manage/apply", "Makes many changes, all or none")
            {
                Needs = Edit,
                Parameters = [DryRun],
                Request = Content.Json("ConfigurationChanges", new Example("Two changes", """
                    {"changes":[{"action":"create","kind":"routes","name":"house-model","value":{"Models":["sandbox/echo"]}},
                                {"action":"replace","kind":"apps","name":"shop","value":{"MaxRetries":1}}]}
                    """)),
                Answers = [new(200, "What was changed.", Outcome)],
                Failures = OfChanges,
            },
            new("ConfigurationStatus", "GET", "/api/v1/manage/status", "Which instance serves which revision")
            {
                Needs = Rights.ViewProviders,
                Answers = [new(200, "Those that were in use within ten minutes.", Content.Json("ConfigurationStatus"))],
            },
            new("ExportConfiguration", "GET", "/api/v1/manage/export", "The configuration as a file, without keys")
            {
                Needs = Rights.ViewProviders | Rights.SystemConfig,
                Parameters =
                [
                    Parameter.Query("format", "The form.", Schema.Of("""{"enum":["yaml","json"],"default":"yaml"}""")),
                    Parameter.Query("source", "`api` for what was configured by this API only.", Schema.Of("""{"enum":["all","api"],"default":"all"}""")),
                ],
                Answers = [new(200, "The file.", Content.Text("application/yaml"), Content.Json(Schema.Of("""{"type":"object"}""")))],
                Failures = [ErrorKind.InvalidRequest],
            },
            new("ImportConfiguration", "POST", "/api/v1/manage/import", "Takes such a file in, or one of another program")
            {
                Needs = Edit,
                Parameters = [DryRun, Parameter.Query("mode", "`replace` to let objects go that the file does not have.", Schema.Of("""{"enum":["merge","replace"],"default":"merge"}"""))],
                Request = new Content("application/yaml", Schema.Of("""{"type":"string"}""")) { Examples = [new Example("A route", "\"routes:\\n  house-model:\\n    Models: [sandbox/echo]\\n\"")] },
                Answers = [new(200, "What was changed, and what was not carried over.", Outcome)],
                Failures = OfChanges,
            },
            new("ListTemplates", "GET", "/api/v1/manage/templates", "Lists files to begin with")
            {
                Needs = Rights.ViewProviders,
                Answers = [new(200, "Their names.", Content.Json(Schema.Of("""{"type":"object","properties":{"object":{"const":"list"},"data":{"type":"array","items":{"type":"string"}}},"required":["object","data"]}""")))],
            },
            new("GetTemplate", "GET", "/api/v1/manage/templates/{name}", "One of them")
            {
                Needs = Rights.ViewProviders,
                Parameters = [Named("fallback")],
                Answers = [new(200, "The file.", Content.Text("application/yaml"))],
                Failures = [ErrorKind.NotFound],
            },
            new("Backup", "GET", "/api/v1/manage/backup", "A backup of configuration, gateway keys and usage")
            {
                Needs = Rights.Manage,
                Parameters = [Parameter.Query("without_usage", "Whether the records of usage are left out.", Schema.Of("""{"enum":["true","false"],"default":"false"}"""))],
                Answers = [new(200, "Lines of JSON, packed by gzip.", Content.Text("application/gzip")) { Headers = ["Content-Disposition"] }],
                Failures = [ErrorKind.InvalidRequest],
            },
            new("Restore", "POST", "/api/v1/manage/restore", "Takes a backup back")
            {
                Needs = Rights.Manage,
                Parameters = [DryRun],
                Request = Content.Text("application/gzip"),
                Answers = [new(200, "What was written.", Content.Json("RestoreOutcome"))],
                Failures = OfChanges,
            },
        ],
    };

    private static Parameter Named(string example) => Parameter.Path("name", "The object's name.", example);

    private static Parameter Provider(string example) => Parameter.Path("provider", "The provider's name.", example);

    private static Parameter Model(string example) => Parameter.Path("model", "The model's id at the provider.", example) with { HasSlashes = true };

    /// <summary>The list of a kind of objects, and its objects. <paramref name="function"/> is the singular of the functions' names.</summary>
    private static IEnumerable<Operation> Of(string what, string kind, string function, string path, Parameter[] parameters, string name, string value)
    {
        (Rights view, Rights edit) = kind is "apps" or "quotas" or "alerts" ? (Rights.SystemConfig, Rights.SystemConfig) : (Rights.ViewProviders, Rights.EditProviders);
        string collection = $"Manage{function}s";
        yield return new(collection, "GET", $"/api/v1/manage/{kind}", $"Lists {what}")
        {
            Id = $"{collection}.list",
            Needs = view,
            Answers = [new(200, "All of them, those of the settings too.", Content.Json("ConfigurationList"))],
        };
        yield return new(collection, "POST", $"/api/v1/manage/{kind}", $"Adds to {what}")
        {
            Id = $"{collection}.create",
            Needs = edit,
            Parameters = [DryRun],
            Request = Content.Json("NewConfigurationEntry", new Example(name, $$"""{"name":"{{name}}","value":{{value}}}""")),
            Answers = Changed,
            Failures = OfChanges,
        };
        foreach (Operation item in Items($"Manage{function}", $"/api/v1/manage/{kind}/{path}", $"one of {what}", parameters, view, edit, value))
        {
            yield return item;
        }
    }

    private static IEnumerable<Operation> Items(string function, string path, string what, Parameter[] parameters, Rights view, Rights edit, string value)
    {
        Parameter match = Parameter.Header("If-Match", "The object's ETag, or `*` for whatever is there.") with { Example = "*" };
        yield return new(function, "GET", path, $"Reads {what}")
        {
            Id = $"{function}.get",
            Needs = view,
            Parameters = parameters,
            Answers = [new(200, "The object.", Content.Json("ConfigurationEntry")) { Headers = ["ETag"] }],
            Failures = [ErrorKind.NotFound, ErrorKind.InvalidRequest],
        };
        yield return new(function, "PUT", path, $"Replaces {what}, or makes it")
        {
            Id = $"{function}.replace",
            Text = "`If-Match` is needed where there is one already.",
            Needs = edit,
            Parameters = [.. parameters, match, DryRun],
            Request = Content.Json(Schema.Of("""{"type":"object"}"""), new Example("The value", value)),
            Answers = Changed,
            Failures = OfChanges,
        };
        yield return new(function, "PATCH", path, $"Changes some fields of {what}")
        {
            Id = $"{function}.change",
            Text = "The body is a JSON Merge Patch (RFC 7396).",
            Needs = edit,
            Parameters = [.. parameters, match with { IsRequired = true }, DryRun],
            Request = Content.Json(Schema.Of("""{"type":"object"}"""), new Example("Some fields", value)),
            Answers = Changed,
            Failures = OfChanges,
        };
        yield return new(function, "DELETE", path, $"Deletes {what}")
        {
            Id = $"{function}.delete",
            Text = "What the settings say of it counts again.",
            Needs = edit,
            Parameters = [.. parameters, match with { IsRequired = true }, DryRun],
            Answers = Changed,
            Failures = OfChanges,
        };
    }

    private static Answer[] Changed =>
        [new(200, "What was changed.", Outcome) { Headers = ["ETag"] }, new(201, "It was made.", Outcome) { Headers = ["ETag"] }];
}
