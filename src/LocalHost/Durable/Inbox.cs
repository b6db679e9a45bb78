using LlmFunctions.LocalHost.Durable.History;
using LlmFunctions.LocalHost.Durable.Storage;

namespace LlmFunctions.LocalHost.Durable;

/// <summary>What of an instance's messages is for a turn, and what is to be thrown away. Pure.</summary>
internal sealed class Inbox
{
    private Inbox(Head head) => Head = head;

    /// <summary>The run that the turn belongs to.</summary>
    public Head Head { get; private set; }

    public List<HistoryEvent> News { get; } = [];

    /// <summary>Messages that are done with once the turn is.</summary>
    public List<string> Taken { get; } = [];

    /// <summary>Starts of sub-orchestrations whose id is in use.</summary>
    public List<HistoryEvent> Refused { get; } = [];

    /// <summary>Whether some of it is in the history already: then a turn was cut off after its commit.</summary>
    public bool HasRepeats { get; private set; }

    public static Inbox Sort(Head head, IReadOnlyList<HistoryEvent> history, IReadOnlyList<Message> messages)
    {
        var inbox = new Inbox(head);
        var known = history.Select(static e => e.Key).OfType<string>().ToHashSet(StringComparer.Ordinal);
        foreach (var message in messages.OrderBy(static message => message.Event.Kind != EventKind.ExecutionStarted))
        {
            inbox.Take(message, known, isEmpty: history.Count == 0);
        }

        return inbox;
    }

    private void Take(Message message, HashSet<string> known, bool isEmpty)
    {
        var e = message.Event;
        if (e.Generation > Head.Generation)
        {
            // For a run that has not begun: it stays.
            return;
        }

        Taken.Add(message.Id);
        if (e.Key is { } key && !known.Add(key))
        {
            HasRepeats = true;
        }
        else if (e.Kind == EventKind.ExecutionStarted)
        {
            TakeStart(e, isEmpty);
        }
        else if (!Head.HasEnded && (e.Generation is null || e.Generation == Head.Generation))
        {
            News.Add(e);
        }
    }

    private void TakeStart(HistoryEvent e, bool isEmpty)
    {
        if (Head.HasEnded && e.Generation is null)
        {
            Head = Head with { Generation = Head.Generation + 1, Count = 0, HasEnded = false };
            News.Add(e);
        }
        else if (isEmpty && News.Count == 0 && e.Generation == Head.Generation)
        {
            News.Add(e);
        }
        else if (e.Parent is not null)
        {
            Refused.Add(e);
        }
    }
}
