import { expect, test } from 'vitest'
import { playInSimulator } from '../sim/playScenario.ts'

test("twenty commands come out the same", async () => {
  const scenario: unknown =
  {
    "format": "zookeeper-playground/scenario",
    "version": 1,
    "title": "twenty commands come out the same",
    "steps": [
      {"at":2500,"command":{"type":"submit","client":"A","op":{"type":"create","path":"/app","data":"shop"}}},
      {"at":7100,"command":{"type":"submit","client":"A","op":{"type":"create","path":"/app/db","data":"jdbc:mysql://10.0.0.5/shop"}}},
      {"at":11900,"command":{"type":"submit","client":"B","op":{"type":"getData","path":"/app/db","watch":true}}},
      {"at":15300,"command":{"type":"submit","client":"A","op":{"type":"setData","path":"/app/db","data":"jdbc:mysql://10.0.0.6/shop"}}},
      {"at":21000,"command":{"type":"kill"}},
      {"at":26400,"command":{"type":"submit","client":"B","op":{"type":"create","path":"/app/worker-","mode":"ephemeralSequential"}}},
      {"at":29800,"command":{"type":"submit","client":"A","op":{"type":"create","path":"/app/worker-","mode":"ephemeralSequential"}}},
      {"at":33200,"command":{"type":"restart","server":5}},
      {"at":39500,"command":{"type":"addClient","name":"C"}},
      {"at":42000,"command":{"type":"run","client":"A","run":{"recipe":"lock","path":"/locks","prefix":"id_"}}},
      {"at":43600,"command":{"type":"run","client":"B","run":{"recipe":"lock","path":"/locks","prefix":"id_"}}},
      {"at":44100,"command":{"type":"run","client":"C","run":{"recipe":"lock","path":"/locks","prefix":"id_"}}},
      {"at":50500,"command":{"type":"killClient","client":"A"}},
      {"at":63500,"command":{"type":"release","client":"B","recipe":"lock"}},
      {"at":66100,"command":{"type":"isolate","server":3}},
      {"at":71800,"command":{"type":"submit","client":"C","op":{"type":"setData","path":"/config/common.yml","data":"port: 8081"}}},
      {"at":76400,"command":{"type":"heal"}},
      {"at":81000,"command":{"type":"kill","server":1}},
      {"at":82600,"command":{"type":"kill","server":2}},
      {"at":88200,"command":{"type":"restart","server":1,"disk":"wipe"}}
    ],
    "expect": [
      {"type":"leader"},
      {"type":"answer","step":1,"answer":"ok"},
      {"type":"znode","path":"/app","data":"shop"},
      {"type":"znode","path":"/app/db","data":"jdbc:mysql://10.0.0.6/shop"},
      {"type":"role","server":2,"role":"down"}
    ]
  }
  expect(await playInSimulator(scenario)).toEqual([])
})
