using LlmFunctions.Auditing;
using LlmFunctions.Dialects.OpenAI;
using LlmFunctions.Errors;
using LlmFunctions.Functions.Responses;
using LlmFunctions.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace LlmFunctions.Functions.Http;

/// <summary>The audit log: read page by page, or exported whole.</summary>
public sealed class ManageAudit(GatewayEndpoint endpoint, IAuditLog log, ILogger<ManageAudit> logger)
{
    private const int DefaultLimit = 100;
    private const int MostEntries = 1000;

    [Function("Audit")]
    public Task<IResult> List([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/manage/audit")] HttpRequest request) =>
        endpoint.RunAsync(request, OpenAIClientDialect.Instance, Rights.SystemConfig, async (_, cancellationToken) =>
        {
            string format = request.Query.Text("format") ?? "json";
            AuditQuery query = Read(request.Query, format == "json" ? DefaultLimit : MostEntries);
            AuditPage page = await log.ReadAsync(query, cancellationToken);
            return format switch
            {
                "json" => TypedResults.Json(new AuditEntryList { Data = [.. page.Entries.Select(AuditEntryView.From)], Next = page.Next }, AuditJson.Default.AuditEntryList),
                "csv" or "jsonl" => new AuditExportResult(log, query, page, format == "csv", logger),
                _ => throw new GatewayException(ErrorKind.InvalidRequest, "'format' must be 'json', 'csv' or 'jsonl'.", "format"),
            };
        });

    private static AuditQuery Read(IQueryCollection query, int usual)
    {
        AuditQuery read = new()
        {
            From = query.Time("from"),
            To = query.Time("to"),
            Actor = query.Text("actor"),
            Action = query.Text("action"),
            Target = query.Text("target"),
            Limit = query.Limit(usual, MostEntries),
            After = query.Text("after"),
        };
        return read.From >= read.To ? throw new GatewayException(ErrorKind.InvalidRequest, "'from' must be before 'to'.", "from") : read;
    }
}
