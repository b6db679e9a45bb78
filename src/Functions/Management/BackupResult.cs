using System.Globalization;
using System.IO.Compression;
using System.Text;
using LlmFunctions.Errors;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace LlmFunctions.Functions.Management;

/// <summary>Writes a backup as it is read. One that breaks off has no proper end, neither of the body nor of itself.</summary>
internal sealed class BackupResult(IAsyncEnumerable<string> lines, DateTimeOffset now, ILogger logger) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.ContentType = "application/gzip";
        httpContext.Response.Headers.ContentDisposition = string.Create(CultureInfo.InvariantCulture, $"attachment; filename=llm-functions-{now.UtcDateTime:yyyyMMdd-HHmmss}.jsonl.gz");
        try
        {
            await using GZipStream zip = new(httpContext.Response.Body, CompressionLevel.Fastest, leaveOpen: true);
            await foreach (string line in lines.WithCancellation(httpContext.RequestAborted))
            {
                await zip.WriteAsync(Encoding.UTF8.GetBytes(line), httpContext.RequestAborted);
            }
        }
        catch (GatewayException exception)
        {
            Log.BackupBroken(logger, exception);
            httpContext.Abort();
        }
    }
}
