using LlmFunctions.Errors;
using LlmFunctions.Functions.Http;

namespace LlmFunctions.Functions.Description.Surfaces;

/// <summary>What was used, what it cost and how it went.</summary>
internal static class UsageSurface
{
    public static Surface Surface { get; } = new("Usage", "What was used, what it cost and how it went, of all instances together. An app sees its own usage; with the scope view_metrics it is everybody's.")
    {
        Operations =
        [
            Of("UsageStats", "/api/v1/usage/stats", "Attempts, tokens, cost and times"),
            Of("UsageCosts", "/api/v1/usage/costs", "Cost"),
            Of("StatusMetrics", "/api/v1/status/metrics", "Attempts, tokens, cost and times; the same as /api/v1/usage/stats"),
            Of("StatusUsage", "/api/v1/status/usage", "Attempts and tokens"),
            Of("StatusPerformance", "/api/v1/status/performance", "Errors and times"),
            Of("StatusCost", "/api/v1/status/cost", "Cost; the same as /api/v1/usage/costs"),
        ],
    };

    private static Operation Of(string function, string path, string summary) => new(function, "GET", path, summary)
    {
        Parameters =
        [
            Parameter.Query("period", "How far back: hours, days or weeks such as `24h`, `7d` or `4w`.", Schema.Of("""{"type":"string","pattern":"^\\d+[hdw]$","default":"24h"}""")),
            Parameter.Query("from", "The earliest time; instead of `period`."),
            Parameter.Query("to", "The time before which all is; now, if it is left out."),
            Parameter.Query("group_by", "What is told apart: one or several of `provider`, `model`, `app`, `user`, `account`, `key`, and `hour` or `day`, with commas between them."),
            Parameter.Query("app", "Only this app's; another's needs the scope view_metrics."),
            Parameter.Query("provider", "Only of this provider."),
            Parameter.Query("account", "Only of this account."),
            Parameter.Query("model", "Only of this model."),
            Parameter.Query("user", "Only of this end user."),
            Parameter.Query("key", "Only of this gateway key, by its id."),
            Parameter.Query("source", "`records` to add up the records themselves.", Schema.Of("""{"enum":["auto","records"],"default":"auto"}""")),
            Parameter.Query("format", "`csv` for a table without pages.", Schema.Of("""{"enum":["json","csv"],"default":"json"}""")),
            Parameter.Query("limit", "How many groups.", Schema.Of("""{"type":"integer","minimum":1,"maximum":1000,"default":100}""")),
            Parameter.Query("after", "Where the page begins: `next` of the one before."),
        ],
        Answers = [new(200, "The figures.", Content.Json(UsageJson.Default.UsageAnswer), Content.Text("text/csv"))],
        Failures = [ErrorKind.InvalidRequest, ErrorKind.PermissionDenied],
    };
}
