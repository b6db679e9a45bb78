using LlmFunctions.Errors;
using LlmFunctions.Functions.Http;
using LlmFunctions.Security;

namespace LlmFunctions.Functions.Description.Surfaces;

/// <summary>What is wrong, and of what nobody is to be told.</summary>
internal static class AlertsSurface
{
    public static Surface Surface { get; } = new("Alerts", "What is wrong, and of what nobody is to be told.")
    {
        Operations =
        [
            new("ListAlerts", "GET", "/api/v1/alerts", "Lists alerts")
            {
                Needs = Rights.ViewMetrics,
                Parameters =
                [
                    Parameter.Query("state", "Only those that are open, or over.", Schema.Of("""{"enum":["open","closed","all"],"default":"all"}""")),
                    Parameter.Query("limit", "How many.", Schema.Of("""{"type":"integer","minimum":1,"maximum":1000,"default":100}""")),
                ],
                Answers = [new(200, "The open ones first, then those that were over last.", Content.Json(AlertsJson.Default.AlertList))],
                Failures = [ErrorKind.InvalidRequest],
            },
            new("ListSilences", "GET", "/api/v1/alerts/silences", "Lists silences")
            {
                Needs = Rights.ViewMetrics,
                Answers = [new(200, "Those that have not ended.", Content.Json(AlertsJson.Default.SilenceList))],
            },
            new("CreateSilence", "POST", "/api/v1/alerts/silences", "Has nobody told of some alerts for a time")
            {
                Needs = Rights.SystemConfig,
                Request = Content.Json(AlertsJson.Strict.SilenceRequest, new Example("Of one rule", """{"rule":"errors","until":"2027-01-01T00:00:00Z","reason":"The provider is being moved."}""")),
                Answers = [new(201, "The silence.", Content.Json(AlertsJson.Default.SilenceEntry))],
            },
            new("DeleteSilence", "DELETE", "/api/v1/alerts/silences/{id}", "Ends a silence")
            {
                Needs = Rights.SystemConfig,
                Parameters = [Parameter.Path("id", "The silence's id.")],
                Answers = [new(204, "It is ended.")],
                Failures = [ErrorKind.NotFound],
            },
        ],
    };
}
