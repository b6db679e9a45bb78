using System.Buffers;
using System.Text.Json;
using LlmFunctions.Configuration;
using LlmFunctions.Conversations;
using LlmFunctions.Dialects;
using LlmFunctions.Dialects.OpenAI;
using LlmFunctions.Dialects.Responses;
using LlmFunctions.Errors;
using LlmFunctions.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace LlmFunctions.Functions.Http;

/// <summary>OpenAI's Responses: answers, and the answers that are kept.</summary>
public sealed class ResponsesApi(
    GatewayEndpoint endpoint,
    ChatRunner runner,
    ConversationReader conversations,
    IResponseStore store,
    GatewayOptions options,
    TimeProvider timeProvider,
    ILogger<ResponsesApi> logger)
{
    [Function("CreateResponse")]
    public Task<IResult> Create([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/responses")] HttpRequest request)
    {
        ResponsesClientDialect dialect = new(timeProvider.GetUtcNow());
        return endpoint.RunAsync(request, dialect, Rights.Chat, async (caller, cancellationToken) =>
        {
            ReadOnlyMemory<byte> body = await RequestBody.ReadAsync(request, options.MaxRequestBytes, cancellationToken);
            ResponsesRequest asked = ResponsesClientDialect.Parse(body);
            Conversation conversation = await conversations.ReadAsync(caller.App, asked.PreviousResponseId, asked.References, cancellationToken);
            bool isStored = asked.Store && options.ResponsesRetention > TimeSpan.Zero;
            ClientRequest read = dialect.Begin(asked, conversation, isStored);
            return await runner.RunAsync(request, dialect, caller, read, isStored ? () => SaveAsync(dialect, caller) : null, cancellationToken);
        });
    }

    [Function("GetResponse")]
    public Task<IResult> Get([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/responses/{id}")] HttpRequest request, string id) =>
        endpoint.RunAsync(request, OpenAIClientDialect.Instance, Rights.Chat, async (caller, cancellationToken) =>
            request.Query["stream"] == "true"
                ? throw new GatewayException(ErrorKind.UnsupportedField, "A response that is kept cannot be streamed again: leave out 'stream'.", "stream")
                : Json((await conversations.GetAsync(caller.App, id, cancellationToken)).Response));

    [Function("DeleteResponse")]
    public Task<IResult> Delete([HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "v1/responses/{id}")] HttpRequest request, string id) =>
        endpoint.RunAsync(request, OpenAIClientDialect.Instance, Rights.Chat, async (caller, cancellationToken) =>
        {
            StoredResponse response = await conversations.GetAsync(caller.App, id, cancellationToken);
            await store.DeleteAsync(caller.App, response.Id, cancellationToken);
            return Json(writer =>
            {
                writer.WriteStartObject();
                writer.WriteString("id"u8, response.Id);
                writer.WriteString("object"u8, "response"u8);
                writer.WriteBoolean("deleted"u8, true);
                writer.WriteEndObject();
            });
        });

    [Function("ResponseInputItems")]
    public Task<IResult> ListInputItems([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/responses/{id}/input_items")] HttpRequest request, string id) =>
        endpoint.RunAsync(request, OpenAIClientDialect.Instance, Rights.Chat, async (caller, cancellationToken) =>
        {
            ItemPage page = ItemPage.Read(request.Query);
            StoredResponse response = await conversations.GetAsync(caller.App, id, cancellationToken);
            IReadOnlyList<JsonElement> items = await conversations.ReadInputAsync(response, cancellationToken);
            return Json(writer => page.Write(writer, items));
        });

    /// <summary>A client that has gone away by now is no reason to keep nothing: it may have got the id.</summary>
    private async Task SaveAsync(ResponsesClientDialect dialect, Caller caller)
    {
        try
        {
            await store.SaveAsync(dialect.ToStore(caller.App, options.ResponsesRetention), CancellationToken.None);
        }
        catch (GatewayException exception)
        {
            Log.StorageUnavailable(logger, exception);
            throw new GatewayException(exception.Error with { Message = "The response could not be kept, so it is withheld. Try again, or with store: false." }, exception);
        }
    }

    private static FileContentHttpResult Json(ReadOnlyMemory<byte> body) => TypedResults.Bytes(body, "application/json");

    private static FileContentHttpResult Json(Action<Utf8JsonWriter> write)
    {
        ArrayBufferWriter<byte> body = new();
        using (Utf8JsonWriter writer = new(body))
        {
            write(writer);
        }

        return Json(body.WrittenMemory);
    }
}
