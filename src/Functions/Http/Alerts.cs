using System.Security.Cryptography;
using System.Text.Json;
using LlmFunctions.Alerts;
using LlmFunctions.Auditing;
using LlmFunctions.Dialects.OpenAI;
using LlmFunctions.Errors;
using LlmFunctions.Json;
using LlmFunctions.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace LlmFunctions.Functions.Http;

/// <summary>What is wrong, and of what nobody is to be told. It is about all apps, so it needs a scope of management.</summary>
public sealed class Alerts(GatewayEndpoint endpoint, IAlertStore store, AuditTrail trail, TimeProvider timeProvider)
{
    private const int LargestBody = 16 * 1024;
    private const int LongestText = 256;
    private const int DefaultLimit = 100;
    private const int MostAlerts = 1000;

    private static readonly TimeSpan LongestSilence = TimeSpan.FromDays(366);

    [Function("ListAlerts")]
    public Task<IResult> List([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/alerts")] HttpRequest request) =>
        endpoint.RunAsync(request, OpenAIClientDialect.Instance, Rights.ViewMetrics, async (_, cancellationToken) =>
        {
            string state = request.Query.Text("state") ?? "all";
            int limit = request.Query.Limit(DefaultLimit, MostAlerts);
            List<AlertEntry> alerts = [];
            if (state is "all" or "open")
            {
                IReadOnlyList<AlertSilence> silences = await store.ReadSilencesAsync(cancellationToken);
                IReadOnlyList<Alert> open = await store.ReadOpenAsync(cancellationToken);
                alerts.AddRange(open.Where(static alert => alert.ClosedAt is null).OrderByDescending(static alert => alert.OpenedAt)
                    .Select(alert => AlertEntry.Of(alert, silences, timeProvider.GetUtcNow())));
            }

            if (state is "all" or "closed")
            {
                alerts.AddRange((await store.ReadClosedAsync(limit, cancellationToken)).Select(AlertEntry.Of));
            }

            return state is "all" or "open" or "closed"
                ? TypedResults.Json(new AlertList { Data = [.. alerts.Take(limit)] }, AlertsJson.Default.AlertList)
                : throw new GatewayException(ErrorKind.InvalidRequest, "'state' must be 'open', 'closed' or 'all'.", "state");
        });

    [Function("ListSilences")]
    public Task<IResult> ListSilences([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/alerts/silences")] HttpRequest request) =>
        endpoint.RunAsync(request, OpenAIClientDialect.Instance, Rights.ViewMetrics, async (_, cancellationToken) =>
        {
            DateTimeOffset now = timeProvider.GetUtcNow();
            IReadOnlyList<AlertSilence> silences = await store.ReadSilencesAsync(cancellationToken);
            return TypedResults.Json(new SilenceList { Data = [.. silences.Where(silence => silence.Until > now).Select(SilenceEntry.Of)] }, AlertsJson.Default.SilenceList);
        });

    [Function("CreateSilence")]
    public Task<IResult> CreateSilence([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/v1/alerts/silences")] HttpRequest request) =>
        endpoint.RunAsync(request, OpenAIClientDialect.Instance, Rights.SystemConfig, async (caller, cancellationToken) =>
        {
            AlertSilence silence = Read(await RequestBody.ReadAsync(request, LargestBody, cancellationToken), timeProvider.GetUtcNow());
            AuditedChange change = new("silence.create", $"silences/{silence.Id}", After: Describe(silence));
            await trail.RunAsync(AuditActors.Of(request, caller), change, () => store.SaveSilenceAsync(silence, cancellationToken), cancellationToken);
            return TypedResults.Json(SilenceEntry.Of(silence), AlertsJson.Default.SilenceEntry, statusCode: StatusCodes.Status201Created);
        });

    [Function("DeleteSilence")]
    public Task<IResult> DeleteSilence([HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "api/v1/alerts/silences/{id}")] HttpRequest request, string id) =>
        endpoint.RunAsync(request, OpenAIClientDialect.Instance, Rights.SystemConfig, async (caller, cancellationToken) =>
        {
            AlertSilence silence = (id.All(char.IsAsciiHexDigitLower) ? await store.FindSilenceAsync(id, cancellationToken) : null)
                ?? throw new GatewayException(ErrorKind.NotFound, "There is no silence of this id.", "id");
            AuditedChange change = new("silence.delete", $"silences/{id}", Describe(silence));
            await trail.RunAsync(AuditActors.Of(request, caller), change, () => store.DeleteSilenceAsync(id, cancellationToken), cancellationToken);
            return TypedResults.NoContent();
        });

    private static string Describe(AlertSilence silence) => JsonSerializer.Serialize(SilenceEntry.Of(silence), AlertsJson.Default.SilenceEntry);

    private static AlertSilence Read(ReadOnlyMemory<byte> body, DateTimeOffset now)
    {
        SilenceRequest wanted = RequestJson.Parse(body, AlertsJson.Strict.SilenceRequest);
        return wanted.Until is { } until && until > now && until - now <= LongestSilence
            ? new AlertSilence
            {
                Id = RandomNumberGenerator.GetHexString(24, lowercase: true),
                Rule = Short(wanted.Rule, "rule") ?? "*",
                Subject = Short(wanted.Subject, "subject") ?? "*",
                Until = until,
                Reason = Short(wanted.Reason, "reason"),
            }
            : throw new GatewayException(ErrorKind.InvalidRequest, $"'until' must be a time in the next {LongestSilence.TotalDays:0} days.", "until");
    }

    private static string? Short(string? text, string name) => text?.Length > LongestText
        ? throw new GatewayException(ErrorKind.InvalidRequest, $"'{name}' must have at most {LongestText} characters.", name)
        : string.IsNullOrEmpty(text) ? null : text;
}
