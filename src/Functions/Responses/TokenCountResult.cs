using System.Buffers;
using System.Text.Json;
using LlmFunctions.Pipeline;
using Microsoft.AspNetCore.Http;

namespace LlmFunctions.Functions.Responses;

/// <summary>Answers with <c>{"input_tokens"}</c>: the provider's own answer, or the gateway's estimate.</summary>
internal sealed class TokenCountResult(TokenCount count) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        HttpResponse response = httpContext.Response;
        response.ContentType = "application/json";
        AnswerHeaders.WriteOrigin(response.Headers, count.Candidate);
        ReadOnlyMemory<byte> body = count.Estimate is { } estimate ? Write(estimate) : count.Raw;
        response.ContentLength = body.Length;
        await response.BodyWriter.WriteAsync(body, httpContext.RequestAborted);
    }

    private static ReadOnlyMemory<byte> Write(long tokens)
    {
        ArrayBufferWriter<byte> body = new(32);
        using (Utf8JsonWriter writer = new(body))
        {
            writer.WriteStartObject();
            writer.WriteNumber("input_tokens"u8, tokens);
            writer.WriteEndObject();
        }

        return body.WrittenMemory;
    }
}
