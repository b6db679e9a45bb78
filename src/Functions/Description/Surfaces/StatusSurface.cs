using LlmFunctions.Errors;
using LlmFunctions.Functions.Http;
using LlmFunctions.Security;

namespace LlmFunctions.Functions.Description.Surfaces;

/// <summary>How the app and its providers fare.</summary>
internal static class StatusSurface
{
    public static Surface Surface { get; } = new("Status", "How the app and its providers fare, and what it counted.")
    {
        Operations =
        [
            new("Health", "GET", "/api/v1/status/health", "Whether the app is up; with a key, how each provider fares")
            {
                Access = Access.Optional,
                Answers = [new(200, "How it is. Without a key it has no `details`.", Content.Json(StatusJson.Default.HealthReport, new Example("Without a key", """{"status":"healthy","providers":1}""")))],
            },
            new("HealthHistory", "GET", "/api/v1/status/health/history", "How the accounts fared, probe by probe")
            {
                Parameters =
                [
                    Parameter.Query("from", "The earliest time; a day before `to`, if it is left out."),
                    Parameter.Query("to", "The time before which all are; now, if it is left out."),
                    Parameter.Query("provider", "Only those of this provider."),
                    Parameter.Query("account", "Only those of this account."),
                    Parameter.Query("limit", "How many.", Schema.Of("""{"type":"integer","minimum":1,"maximum":1000,"default":100}""")),
                    Parameter.Query("after", "Where the page begins: `next` of the one before."),
                ],
                Answers = [new(200, "A page, the newest first.", Content.Json(StatusJson.Default.HealthPointList))],
                Failures = [ErrorKind.InvalidRequest],
            },
            new("Ready", "GET", "/api/v1/status/ready", "Whether any provider can be called, for load balancers")
            {
                Access = Access.Anonymous,
                Answers =
                [
                    new(200, "One can.", Content.Json(StatusJson.Default.ReadinessReport, new Example("Ready", """{"status":"ready"}"""))),
                    new(503, "None can.", Content.Json(StatusJson.Default.ReadinessReport, new Example("Not ready", """{"status":"not_ready"}"""))),
                ],
            },
            new("Metrics", "GET", "/metrics", "What this instance counted, for Prometheus")
            {
                Access = Access.Metrics,
                Needs = Rights.ViewMetrics,
                Answers = [new(200, "Prometheus' text format.", Content.Text("text/plain"))],
            },
        ],
    };
}
