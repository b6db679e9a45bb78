using System.Buffers;
using LlmFunctions.Configuration;
using LlmFunctions.Dialects;
using LlmFunctions.Dialects.Gemini;
using LlmFunctions.Functions.Responses;
using LlmFunctions.Pipeline;
using LlmFunctions.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace LlmFunctions.Functions.Http;

/// <summary>What Google's paths ask of a model: <c>generateContent</c>, <c>countTokens</c>, <c>embedContent</c> and the like, under both versions that its libraries call.</summary>
public sealed class GeminiGeneration(GatewayEndpoint endpoint, ChatRunner runner, EmbeddingsRunner embeddings, TokenCounter counter, GatewayOptions options)
{
    [Function("GeminiGeneration")]
    public Task<IResult> Post(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1beta/models/{*rest}")] HttpRequest request, string? rest) => RunAsync(request, rest);

    [Function("GeminiV1Generation")]
    public Task<IResult> PostV1(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/models/{*rest}")] HttpRequest request, string? rest) => RunAsync(request, rest);

    private Task<IResult> RunAsync(HttpRequest request, string? rest) =>
        endpoint.RunAsync(request, GeminiClientDialect.Instance, NeededFor(rest ?? ""), async (caller, cancellationToken) =>
        {
            GeminiPath path = GeminiPath.Parse(rest ?? "");
            ReadOnlyMemory<byte> body = await RequestBody.ReadAsync(request, options.MaxRequestBytes, cancellationToken);
            return path.Method switch
            {
                GeminiPath.CountTokens => await CountAsync(request, body, path.Model, caller, cancellationToken),
                GeminiPath.Embed or GeminiPath.BatchEmbed => await EmbedAsync(request, body, path, caller, cancellationToken),
                _ => await GenerateAsync(request, body, path, caller, cancellationToken),
            };
        });

    // By the end of the path, which says what is asked for; what is not served at all is refused when it is read.
    private static Rights NeededFor(string rest)
    {
        string path = Uri.UnescapeDataString(rest);
        return path.EndsWith(GeminiPath.Embed, StringComparison.Ordinal) || path.EndsWith(GeminiPath.BatchEmbed, StringComparison.Ordinal) ? Rights.Embeddings : Rights.Chat;
    }

    private async Task<IResult> GenerateAsync(HttpRequest request, ReadOnlyMemory<byte> body, GeminiPath path, Caller caller, CancellationToken cancellationToken)
    {
        bool isStreaming = path.Method == GeminiPath.StreamGenerate;
        GeminiCall read = GeminiClientDialect.ReadRequest(body, path.Model, isStreaming);
        bool isEventStream = string.Equals(request.Query["alt"], "sse", StringComparison.OrdinalIgnoreCase);
        GeminiClientDialect dialect = new(asArray: isStreaming && !isEventStream, read.IncludesThoughts);
        return await runner.RunAsync(request, dialect, caller, read.Request, cancellationToken);
    }

    private Task<IResult> EmbedAsync(HttpRequest request, ReadOnlyMemory<byte> body, GeminiPath path, Caller caller, CancellationToken cancellationToken)
    {
        GeminiEmbeddingsForm form = new(path.Model, isBatch: path.Method == GeminiPath.BatchEmbed);
        return embeddings.RunAsync(request, GeminiClientDialect.Instance, form, caller, form.ReadRequest(body), cancellationToken);
    }

    private async Task<IResult> CountAsync(HttpRequest request, ReadOnlyMemory<byte> body, string model, Caller caller, CancellationToken cancellationToken)
    {
        ClientRequest read = GeminiClientDialect.ReadCountRequest(body, model);
        TokenCount count = await counter.CountAsync(GeminiClientDialect.Instance, read, caller, RequestWishes.Of(request), cancellationToken);
        AnswerHeaders.WriteOrigin(request.HttpContext.Response.Headers, count.Candidate);
        if (count.Estimate is not { } estimate)
        {
            return TypedResults.Bytes(count.Raw, "application/json");
        }

        ArrayBufferWriter<byte> answer = new();
        GeminiClientDialect.WriteCount(estimate, answer);
        return TypedResults.Bytes(answer.WrittenMemory, "application/json");
    }
}
