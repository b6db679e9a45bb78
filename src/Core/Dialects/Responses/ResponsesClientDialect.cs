using System.Buffers;
using System.Text.Json;
using LlmFunctions.Chat;
using LlmFunctions.Conversations;
using LlmFunctions.Dialects.OpenAI;
using LlmFunctions.Errors;
using LlmFunctions.Json;

namespace LlmFunctions.Dialects.Responses;

/// <summary>OpenAI's Responses, as apps speak it to the gateway. One instance a call: a response repeats what was asked.</summary>
/// <param name="createdAt">When the call began.</param>
public sealed class ResponsesClientDialect(DateTimeOffset createdAt) : IClientDialect
{
    private readonly string _key = ResponseIds.NewKey();
    private ResponsesNames _names = new([]);
    private ResponsesCall? _call;
    private ResponsesStreamWriter? _stream;
    private Conversation _conversation = Conversation.Empty;
    private ReadOnlyMemory<byte> _response;

    public string Name => "responses";

    public string StreamContentType => "text/event-stream";

    /// <summary>The id of the response.</summary>
    public string ResponseId => ResponseIds.OfResponse(_key);

    private ResponsesCall Call => _call ?? throw new InvalidOperationException("No request has been read yet.");

    /// <summary>Reads a request as it is; <see cref="Begin"/> makes it complete.</summary>
    /// <exception cref="GatewayException">The body is not a valid request; names the field.</exception>
    public static ResponsesRequest Parse(ReadOnlyMemory<byte> body) => ResponsesRequestReader.Read(body);

    public ClientRequest ReadRequest(ReadOnlyMemory<byte> body) => Begin(Parse(body), Conversation.Empty, isStored: false);

    /// <summary>Begins the answer to a request.</summary>
    /// <param name="request">What the client sent.</param>
    /// <param name="conversation">What it goes on from.</param>
    /// <param name="isStored">Whether the response is going to be kept.</param>
    public ClientRequest Begin(ResponsesRequest request, Conversation conversation, bool isStored)
    {
        _call = new ResponsesCall(ResponseId, _key, createdAt, request, isStored);
        _conversation = conversation;
        ResponsesReading reading = new();
        ResponsesMessages messages = new(reading);
        if (!string.IsNullOrEmpty(request.Instructions))
        {
            messages.AddInstructions(request.Instructions);
        }

        foreach (JsonElement item in conversation.Items)
        {
            messages.Add(new RequestValue(item, "previous_response_id"));
        }

        foreach (RequestValue item in request.Input)
        {
            messages.Add(ResponsesMessages.TypeOf(item) == ResponsesInputItems.ReferenceType ? ResponsesInputItems.Resolve(item, conversation.Referenced) : item);
        }

        request.Chat.Messages = messages.Finish();
        _names = new ResponsesNames(messages.Places);
        return new ClientRequest(request.Chat, Body: null) { NativeFields = [.. request.Dropped.Union(reading.Dropped)] };
    }

    public void WriteResponse(ChatResponse response, IBufferWriter<byte> output)
    {
        ChatChoice choice = response.Choices.FirstOrDefault(static choice => choice.Index == 0) ?? new ChatChoice();
        ResponsesOutput items = new(_key, events: null);
        ResponsesEnding ending = ResponsesEnding.Of(choice.FinishReason);
        items.Add(choice.Message, choice.Logprobs);
        items.End(ending.IsIncomplete);
        JsonElement? tier = response.Extra?.TryGetValue("service_tier", out JsonElement value) is true ? value : null;
        _response = JsonBody.Write(writer => Call.Write(writer, ending, response.Model, items.Items, new ResponsesResult(response.Usage, tier, response.Timing)));
        output.Write(_response.Span);
    }

    public void WriteError(GatewayError error, IBufferWriter<byte> output) => OpenAIErrorWriter.Write(_names.Of(error), output);

    public IClientStreamWriter CreateStreamWriter(ChatRequest request) => _stream = new ResponsesStreamWriter(Call);

    public IReadOnlyList<string> NamesOf(IReadOnlyList<string> fields, ChatRequest request) => [.. fields.Select(_names.Of).Distinct(StringComparer.Ordinal)];

    /// <summary>What is to be kept of the call, once its answer is whole.</summary>
    public StoredResponse ToStore(string app, TimeSpan retention) => new()
    {
        Id = ResponseId,
        App = app,
        CreatedAt = createdAt,
        ExpiresAt = createdAt + retention,
        PreviousIds = _conversation.ResponseIds,
        Input = ResponsesInputItems.Write(Call.Request.Input, _conversation.Referenced, _key),
        Response = _stream?.Finish() ?? _response,
    };
}
