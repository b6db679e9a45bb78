using System.Globalization;
using System.Text;
using System.Text.Json;
using LlmFunctions.Auditing;
using LlmFunctions.Errors;
using LlmFunctions.Functions.Http;
using LlmFunctions.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace LlmFunctions.Functions.Responses;

/// <summary>Writes all pages of the audit log, each as soon as it is read. An export that breaks off is no proper end of the body.</summary>
internal sealed class AuditExportResult(IAuditLog log, AuditQuery query, AuditPage first, bool asCsv, ILogger logger) : IResult
{
    private static readonly string[] Columns = ["at", "actor", "app", "action", "target", "failure", "request_id", "source_address", "before", "after", "id", "of"];

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        HttpResponse response = httpContext.Response;
        response.ContentType = asCsv ? "text/csv; charset=utf-8" : "application/x-ndjson";
        response.Headers.ContentDisposition = $"attachment; filename=audit.{(asCsv ? "csv" : "jsonl")}";
        response.Headers.XContentTypeOptions = "nosniff";
        StringBuilder text = new(asCsv ? CsvText.Line(Columns) : "");
        try
        {
            for (AuditPage page = first; ; page = await log.ReadAsync(query with { After = page.Next }, httpContext.RequestAborted))
            {
                foreach (AuditEntry entry in page.Entries)
                {
                    text.Append(asCsv ? CsvText.Line(CellsOf(entry)) : JsonSerializer.Serialize(AuditEntryView.From(entry), AuditJson.Default.AuditEntryView) + "\n");
                }

                await response.BodyWriter.WriteAsync(Encoding.UTF8.GetBytes(text.ToString()), httpContext.RequestAborted);
                text.Clear();
                if (page.Next is null)
                {
                    return;
                }
            }
        }
        catch (GatewayException exception)
        {
            // Half of a log must not pass for the whole.
            Log.ExportBroken(logger, exception, httpContext.TraceIdentifier);
            httpContext.Abort();
        }
    }

    private static string?[] CellsOf(AuditEntry entry) =>
    [
        entry.At.UtcDateTime.ToString("O", CultureInfo.InvariantCulture), entry.Actor, entry.App, entry.Action, entry.Target, entry.Failure,
        entry.RequestId, entry.SourceAddress, entry.Before, entry.After, entry.Id, entry.Of,
    ];
}
