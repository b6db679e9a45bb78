using System.Runtime.CompilerServices;
using LlmFunctions.Chat;
using LlmFunctions.Errors;
using LlmFunctions.Providers;
using LlmFunctions.Resilience;
using LlmFunctions.Upstream;

namespace LlmFunctions.Pipeline;

/// <summary>
/// A provider's streamed answer: metered while it is read, under the attempt's deadline, its attempt ended once whichever
/// way the stream ends. Can be read once.
/// </summary>
internal sealed class UpstreamStream : IAsyncEnumerable<StreamItem>, IAsyncEnumerator<StreamItem>
{
    private static readonly GatewayError ClientClosed = new() { Kind = ErrorKind.ClientClosed, Message = "The client closed the connection." };

    private readonly Attempt _attempt;
    private readonly UpstreamResponse _response;
    private readonly AttemptDeadline _deadline;
    private readonly AnswerIdentity _identity;
    private readonly IStreamTranslator _translator;
    private readonly IAsyncEnumerator<StreamItem> _items;
    private readonly Queue<StreamItem> _opening = new();
    private int _choices = 1;
    private bool _isOver;

    private UpstreamStream(Attempt attempt, UpstreamResponse response, AttemptDeadline deadline, Stream body)
    {
        _attempt = attempt;
        _response = response;
        _deadline = deadline;
        _identity = AnswerIdentity.Of(attempt);
        IProviderDialect dialect = attempt.Candidate.Provider.Dialect;
        _translator = dialect.CreateStreamTranslator();
        _items = AnswerStream
            .ReadAsync(FrameReader.Create(dialect.Framing, body), _translator, () => deadline.IsOnlyEndMissing, deadline.Token)
            .GetAsyncEnumerator(CancellationToken.None);
    }

    public StreamItem Current { get; private set; }

    private AttemptPhase Waiting => _translator.IsAnswered ? AttemptPhase.Ending : AttemptPhase.Idle;

    /// <summary>
    /// Opens the stream and reads up to the first piece of the answer, so that a failure before it can still be tried
    /// elsewhere: signs of life and announcements are no answer yet.
    /// </summary>
    public static async Task<UpstreamStream> OpenAsync(Attempt attempt, UpstreamResponse response, AttemptDeadline deadline)
    {
        UpstreamStream stream = new(attempt, response, deadline, await response.OpenBodyAsync(deadline.Token));
        try
        {
            await stream.ReadOpeningAsync();
        }
        catch
        {
            attempt.ReportSoFar(stream._translator.UsageSoFar);
            throw;
        }

        deadline.Pause();
        return stream;
    }

    public IAsyncEnumerator<StreamItem> GetAsyncEnumerator(CancellationToken cancellationToken = default) => this;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<bool> MoveNextAsync()
    {
        if (_opening.TryDequeue(out StreamItem opening))
        {
            Current = opening;
            return true;
        }

        if (_isOver)
        {
            return Cut();
        }

        _deadline.Await(Waiting);
        try
        {
            if (!await _items.MoveNextAsync())
            {
                _attempt.Succeed();
                return false;
            }

            _deadline.Pause();
            Current = _items.Current;
            Observe(Current);
            if (!Current.IsLast && _attempt.Reservation is { } reservation && !await reservation.AllowsAsync(_attempt.ReceivedTokens, _deadline.Token))
            {
                // The client gets what was received; what would come next is over the limit.
                _isOver = true;
            }

            return true;
        }
        catch (Exception exception) when (UpstreamFailure.Explain(exception, _attempt.Provider, _deadline, _attempt.ApiKey) is { } failure)
        {
            End(failure.Error);
            throw failure;
        }
        catch (Exception exception)
        {
            End(new GatewayError { Kind = ErrorKind.Internal, Message = exception.Message });
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        // Whoever stops reading before the end is a client that went away; an attempt that has ended stays as it is.
        End(ClientClosed);
        await _items.DisposeAsync();
        _response.Dispose();
        _deadline.Dispose();
    }

    private async Task ReadOpeningAsync()
    {
        while (await _items.MoveNextAsync())
        {
            StreamItem item = _items.Current;
            Observe(item);
            if (_translator.IsAnswered)
            {
                _deadline.Await(AttemptPhase.Ending);
            }

            // The reader reuses its buffer, so what waits for its client is copied.
            _opening.Enqueue(item with { Raw = item.Raw.ToArray() });
            if (item.IsLast || item.Chunks.Any(static chunk => chunk.Choices.Any(static choice => choice.HasContent)))
            {
                return;
            }
        }
    }

    /// <summary>Ends the answer where what was reserved for it is used up, as a provider does at the limit of an answer.</summary>
    private bool Cut()
    {
        if (_attempt.Outcome is not null)
        {
            return false;
        }

        ChatChunk chunk = new()
        {
            Choices = [.. Enumerable.Range(0, _choices).Select(static index => new ChunkChoice { Index = index, FinishReason = FinishReasons.Length })],
        };
        _identity.Stamp(chunk);
        _attempt.IsCutByLimit = true;
        _attempt.ReportSoFar(_translator.UsageSoFar);
        _attempt.Observe(chunk);
        _attempt.Succeed();
        Current = new StreamItem(default, [chunk], IsLast: true);
        return true;
    }

    private void End(GatewayError error)
    {
        _attempt.ReportSoFar(_translator.UsageSoFar);
        _attempt.Fail(error);
    }

    private void Observe(StreamItem item)
    {
        for (int i = 0; i < item.Chunks.Count; i++)
        {
            ChatChunk chunk = item.Chunks[i];
            _identity.Stamp(chunk);
            _attempt.Observe(chunk);
            for (int j = 0; j < chunk.Choices.Count; j++)
            {
                _choices = Math.Max(_choices, chunk.Choices[j].Index + 1);
            }
        }

        if (item.IsLast)
        {
            _attempt.Succeed();
        }
    }
}
