using LlmFunctions.LocalHost.Durable.History;
using LlmFunctions.LocalHost.Durable.Storage;

namespace LlmFunctions.LocalHost.Durable;

/// <summary>Makes messages; the ids say what is one and the same.</summary>
internal static class Messages
{
    /// <summary>A start; only one waits for an instance at a time.</summary>
    public static Message Start(string instanceId, HistoryEvent started) =>
        new(instanceId, "0-start", started) { Due = started.Time ?? DateTimeOffset.UnixEpoch };

    /// <summary>Something from outside: kept in the order of its sending.</summary>
    public static Message FromOutside(string instanceId, long ticks, HistoryEvent e)
    {
        var id = $"1-{ticks:D19}-{Guid.NewGuid():N}";
        return new Message(instanceId, id, e with { Key = id });
    }

    /// <summary>The end of a step.</summary>
    public static Message End(string instanceId, int generation, HistoryEvent ended)
    {
        var id = $"2-{generation:D8}-{ended.TaskId:D8}";
        return new Message(instanceId, id, ended with { Key = id, Generation = generation });
    }

    public static Message Timer(string instanceId, int generation, HistoryEvent created) =>
        End(instanceId, generation, new HistoryEvent(EventKind.TimerFired) { TaskId = created.TaskId }) with { Due = created.Time!.Value };

    /// <summary>To another instance, from a step.</summary>
    public static Message FromStep(string sender, int generation, HistoryEvent sent)
    {
        var id = $"1-{sender}-{generation:D8}-{sent.TaskId:D8}";
        return new Message(sent.InstanceId!, id, new HistoryEvent(EventKind.EventRaised) { Name = sent.Name, Data = sent.Data, Key = id });
    }

    /// <summary>What an instance hands to its next run.</summary>
    public static Message ForNextRun(string instanceId, int generation, int index, HistoryEvent e)
    {
        var id = $"0-{generation:D8}-{index:D8}";
        return new Message(instanceId, id, e with { Key = id, Generation = generation });
    }

    public static string TimerId(int generation, int taskId) => $"2-{generation:D8}-{taskId:D8}";
}
