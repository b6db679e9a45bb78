using System.Diagnostics;
using System.Net.Sockets;

namespace LlmFunctions.Bench.Comparison;

/// <summary>
/// Keeps so many streams open. None of the load generators sees when the first piece comes, so this one is ours. One thread waits for all
/// connections at once, because what the client takes of the processors is missing to whom it measures.
/// </summary>
internal static class StreamLoad
{
    public static Task<StreamResult> RunAsync(Call call, int atOnce, TimeSpan duration, CancellationToken cancellationToken) =>
        Task.Factory.StartNew(() => Run(call, atOnce, duration, cancellationToken), cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private static StreamResult Run(Call call, int atOnce, TimeSpan duration, CancellationToken cancellationToken)
    {
        // Spread over the first moments: streams of real clients do not all begin and end in step.
        long start = Stopwatch.GetTimestamp();
        StreamLane[] lanes = [.. Enumerable.Range(0, atOnce).Select(index => new StreamLane(call, start + (long)(0.4 * Stopwatch.Frequency * index / atOnce)))];
        try
        {
            Dictionary<Socket, StreamLane> waiting = [];
            do
            {
                cancellationToken.ThrowIfCancellationRequested();
                long now = Stopwatch.GetTimestamp();
                bool isOver = Stopwatch.GetElapsedTime(start, now) >= duration;
                foreach (StreamLane lane in lanes.Where(lane => !lane.IsWaiting && !isOver && lane.Due <= now))
                {
                    lane.Ask();
                    waiting[lane.Socket] = lane;
                }

                List<Socket> readable = [.. waiting.Keys];
                Socket.Select(readable, null, null, TimeSpan.FromMilliseconds(1));
                foreach (Socket socket in readable)
                {
                    StreamLane lane = waiting[socket];
                    lane.Receive();
                    if (!lane.IsWaiting)
                    {
                        waiting.Remove(socket);
                    }
                }
            }
            while (waiting.Count > 0);

            double[] sorted = [.. lanes.SelectMany(static lane => lane.Firsts).Order()];
            return new StreamResult(sorted.Length, Percentiles.Of(sorted), lanes.Max(static lane => lane.LongestGap));
        }
        finally
        {
            Array.ForEach(lanes, static lane => lane.Dispose());
        }
    }
}
