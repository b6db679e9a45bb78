using LlmFunctions.Files;
using Microsoft.AspNetCore.Http;

namespace LlmFunctions.Functions.Responses;

/// <summary>Sends the content of a file, piece by piece.</summary>
internal sealed class FileResult(IFileStore store, StoredFile file) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        HttpResponse response = httpContext.Response;
        CancellationToken left = httpContext.RequestAborted;
        try
        {
            for (long offset = 0; offset < file.Bytes;)
            {
                ReadOnlyMemory<byte> piece = await store.ReadAsync(file, offset, StoredFile.PieceBytes, left);
                if (offset == 0)
                {
                    Begin(response);
                }

                await response.BodyWriter.WriteAsync(piece, left);
                offset += piece.Length;
            }
        }
        catch (Errors.GatewayException) when (response.HasStarted)
        {
            // A response that ends in the middle must not look like one that has ended.
            httpContext.Abort();
        }
        catch (Errors.GatewayException exception)
        {
            await new ErrorResult(Dialects.OpenAI.OpenAIClientDialect.Instance, exception.Error).ExecuteAsync(httpContext);
        }
    }

    private void Begin(HttpResponse response)
    {
        response.ContentType = "application/octet-stream";
        response.ContentLength = file.Bytes;
    }
}
